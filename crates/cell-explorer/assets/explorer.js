// Shows the cells of a suite: chooses values, folds equal rows, opens a cell to its exchange.
"use strict";
(() => {
    const $ = (id) => document.getElementById(id);
    const SVG = "http://www.w3.org/2000/svg";
    const HEAD = JSON.parse($("explorer-head").textContent);
    const QUIRKS = JSON.parse($("explorer-quirks").textContent);
    /** How many rows are shown before somebody asks for more. */
    const ROWS = 40;
    const FACTS = [
        ["response", "response read", "response partly read", "response not read"],
        ["stored", "stored", "stored in a partition", "not stored"],
        ["readable", "readable", "readable on one side", "not readable"],
        ["sent", "sent", "partly sent", "not sent"],
    ];
    const NUMBERS = new Intl.NumberFormat("en-US");
    const counted = (count, what) => `${NUMBERS.format(count)} ${what}${count === 1 ? "" : "s"}`;

    const loaded = new Map();
    let suite = null;
    /** For each axis the positions of the values that are chosen. */
    let chosen = [];
    let columns = HEAD.columns.map((column) => column.shown);
    let rows = null;
    let folded = null;

    const element = (name, properties = {}, ...children) => {
        const made = document.createElement(name);
        for (const [property, value] of Object.entries(properties)) {
            if (value !== undefined && value !== null) made.setAttribute(property, value);
        }
        made.append(...children);
        return made;
    };
    const icon = (symbol, properties = {}) => {
        const svg = document.createElementNS(SVG, "svg");
        for (const [name, value] of Object.entries(properties)) svg.setAttribute(name, value);
        svg.setAttribute("aria-hidden", "true");
        const use = document.createElementNS(SVG, "use");
        use.setAttribute("href", symbol);
        svg.append(use);
        return svg;
    };

    const load = async (name) => {
        if (!loaded.has(name)) {
            const inPage = $(`cells-of-${name}`);
            const read = async () => {
                if (inPage) return JSON.parse(inPage.textContent);
                const response = await fetch(`${HEAD.folder}${name}.json`);
                if (!response.ok) throw new Error(`${name}.json: ${response.status}`);
                return response.json();
            };
            loaded.set(name, read());
        }
        try {
            return await loaded.get(name);
        } catch (error) {
            loaded.delete(name);
            throw error;
        }
    };

    /** What a column shows of an outcome of the table. */
    const shown = (outcome, column) => suite.columns[column][suite.outcomes[outcome][column]];
    const visible = () => columns.flatMap((on, column) => (on ? [column] : []));

    /** Whether browsers differ from the standards, from what is recorded, or from each other. */
    const differs = (outcome) => {
        const measured = visible().filter((column) => HEAD.columns[column].profile);
        const cells = measured.map((column) => shown(outcome, column)).filter((cell) => cell.seen);
        return cells.some(
            (cell) => cell.standing || cell.recorded || cell.seen !== cells[0].seen,
        );
    };

    /** Returns the positions of the values of a row's first cell. */
    const firstCell = ({ values }) =>
        suite.axes.map((_, axis) => (values.get(axis) ?? chosen[axis])[0]);
    const cellsOf = ({ values }) =>
        chosen.reduce((product, all, axis) => product * (values.get(axis) ?? all).length, 1);
    const idOf = (positions) =>
        [suite.name, ...suite.axes.map((axis, at) => `${axis.name}=${axis.values[positions[at]]}`)]
            .join("/");

    const valuesText = (axis, values) => {
        const names = suite.axes[axis].values;
        if (!values) return "any";
        const others = chosen[axis].filter((value) => !values.includes(value));
        if (others.length < values.length && values.length > 3) {
            return `not ${others.map((value) => names[value]).join("|")}`;
        }
        return values.map((value) => names[value]).join("|");
    };

    /** Returns values with a place to break after each. */
    const breakable = (text) =>
        text.split(/(?<=\|)/).flatMap((part) => [part, document.createElement("wbr")]);

    const factIcons = (facts) => {
        const of = (letter, place) => {
            const kind = { y: "yes", p: "part", n: "no" }[letter];
            const symbol = { yes: FACTS[place][0], part: FACTS[place][0], no: "none" }[kind];
            const isJar = kind === "part" && FACTS[place][0] === "stored";
            const use = icon(`#f-${isJar ? "part" : symbol}`);
            return element("span", { class: `fact ${kind}` }, use);
        };
        return element("span", { class: "facts" }, ...[...facts].map(of));
    };
    const factWords = (facts) =>
        [...facts].map((letter, place) => FACTS[place][1 + "ypn".indexOf(letter)]).join(", ");

    const standingWords = (cell) => {
        if (cell.standing === "known") return ", differs from the standards";
        if (cell.standing === "unknown") return ", differs and nothing explains it";
        return cell.recorded ? ", changed" : "";
    };

    const cellOf = (row, column) => {
        const { name, profile } = HEAD.columns[column];
        const cell = shown(row.outcome, column);
        const properties = { role: "cell", class: "cell", "data-label": name };
        if (!profile) properties.class += " guess";
        if (!cell.seen) {
            return element("td", properties, element("span", { class: "soft" }, "not played"));
        }
        const words = standingWords(cell);
        if (words) properties.class += " differs";
        const button = element("button", { type: "button", "aria-expanded": "false" });
        button.append(factIcons(cell.facts));
        button.append(element("span", { class: "unseen" }, `${factWords(cell.facts)}${words}`));
        if (words) button.append(icon("#g-differs", { class: "g differs" }));
        button.addEventListener("click", () => toggle(button, row, column));
        return element("td", properties, button);
    };

    const rowOf = (row, axes, before) => {
        const tr = element("tr", { role: "row" });
        axes.forEach((axis, place) => {
            const text = valuesText(axis, row.values.get(axis));
            const same = before && text === valuesText(axis, before.values.get(axis));
            const [name, role] = place === 0 ? ["th", "rowheader"] : ["td", "cell"];
            const properties = { role, "data-label": suite.axes[axis].name };
            properties.class = same ? "axis same" : "axis";
            if (place === 0) properties.scope = "row";
            tr.append(element(name, properties, ...breakable(text)));
        });
        tr.append(...visible().map((column) => cellOf(row, column)));
        return tr;
    };

    /** Returns the exchange of a cell: what its values write, in their order. */
    const exchange = (positions) => {
        const [topology] = positions;
        const of = (texts) => texts[texts.length === 1 ? 0 : topology];
        const writings = suite.writings.map((axis, at) => of(axis[positions[at]]));
        const last = (name) => writings.reduce((text, one) => one[name] ?? text, undefined);
        const all = (name) => writings.flatMap((one) => one[name] ?? []);
        const { page, frames = [], target } = suite.topologies[topology];
        const common = suite.attributes.length ? [of(suite.attributes)] : [];
        const named = last("line") ?? "c={value}";
        const line = [named, ...common, ...all("attribute")].join("; ");
        const request = [
            [page, ...frames].join(" › "),
            `${last("method") ?? last("usual_method") ?? "GET"} ${target}/`,
            `by ${last("by") ?? "a script"}`,
            ...all("request"),
        ];
        const parts = [["Request", request]];
        if (all("preflight").length) parts.push(["Answer to a preflight", all("preflight")]);
        if (all("redirect").length) parts.push(["Redirect", all("redirect")]);
        const response = [`${last("status") ?? 200}`, ...all("response"), `Set-Cookie: ${line}`];
        if (last("then")) response.push(`then Set-Cookie: ${last("then")}`);
        parts.push(["Response", response]);
        if (all("notes").length) parts.push(["Besides", all("notes")]);
        return parts;
    };

    const quirkLine = (name) => {
        const link = element("a", { href: `${HEAD.reasons}${name}/` }, name);
        const sentence = element("span");
        (QUIRKS[name] ?? "").split("`").forEach((part, place) => {
            sentence.append(place % 2 ? element("code", {}, part) : part);
        });
        return element("li", {}, sentence, " ", element("small", {}, link));
    };

    const evidenceOf = (row, opened) => {
        const positions = firstCell(row);
        const id = idOf(positions);
        const { name, profile } = HEAD.columns[opened];
        const cell = shown(row.outcome, opened);
        const title = element("h4", {}, `${name}: ${cell.seen}`);
        const box = element("div", { class: "evidence", tabindex: "-1" }, title);
        if (cell.quirks) {
            box.append(
                element("p", { class: "small soft" }, "A known difference from the standards:"),
                element("ul", { class: "reasons-of" }, ...cell.quirks.map(quirkLine)),
            );
        }
        const told = (words) => box.append(element("p", { class: "small soft" }, words));
        const standards = HEAD.columns.findIndex((column) => !column.profile);
        const other = standards >= 0 && shown(row.outcome, standards).seen !== cell.seen;
        if (profile && other && !cell.standing) {
            told("The standards leave this to the browser, or its driver does not show it.");
        }
        if (cell.expected) told(`The model of this engine has: ${cell.expected}.`);
        if (cell.recorded) told(`${HEAD.before}: ${cell.recorded}.`);
        const pair = element("div", { class: "pair" });
        const asked = element("div", {}, element("h5", {}, "What is asked and answered"));
        const wire = element("pre", { class: "wire", tabindex: "0" });
        exchange(positions).forEach(([part, lines], place) => {
            wire.append(place ? "\n\n" : "", element("b", {}, part), `\n${lines.join("\n")}`);
        });
        asked.append(wire);
        const seen = element("dl", { class: "card-list" });
        visible().forEach((column) => {
            const other = shown(row.outcome, column).seen ?? "not played";
            seen.append(element("dt", {}, HEAD.columns[column].name), element("dd", {}, other));
        });
        pair.append(asked, element("div", {}, element("h5", {}, "What came of it"), seen));
        const command = `cargo xtask show ${id}${profile ? ` --browser ${profile}` : ""}`;
        const cells = cellsOf(row);
        const alike = cells > 1 ? `One of ${counted(cells, "cell")} alike. ` : "";
        const copy = element("button", { class: "button", type: "button" }, "Copy command");
        copy.addEventListener("click", async () => {
            try {
                await navigator.clipboard.writeText(command);
                copy.textContent = "Copied";
            } catch {
                copy.textContent = "Copying is not allowed here";
            }
        });
        const link = element("a", { class: "button", href: `#cell/${id}` }, "Link to this cell");
        box.append(
            pair,
            element("p", { class: "small soft" }, `${alike}Play it again with:`),
            element("p", { class: "cell-id" }, command),
            element("div", { class: "actions" }, copy, link),
        );
        return box;
    };

    const close = () => {
        for (const open of document.querySelectorAll("#cells tr.open")) open.remove();
        for (const button of document.querySelectorAll('#cells button[aria-expanded="true"]')) {
            button.setAttribute("aria-expanded", "false");
            button.removeAttribute("aria-controls");
        }
    };
    const toggle = (button, row, column) => {
        const wasOpen = button.getAttribute("aria-expanded") === "true";
        close();
        if (wasOpen) return;
        button.setAttribute("aria-expanded", "true");
        button.setAttribute("aria-controls", "cell-evidence");
        const tr = button.closest("tr");
        const box = evidenceOf(row, column);
        box.id = "cell-evidence";
        const td = element("td", { role: "cell", colspan: tr.children.length }, box);
        tr.after(element("tr", { role: "row", class: "open" }, td));
    };

    const headOf = (axes) => {
        const tr = element("tr", { role: "row" });
        for (const axis of axes) {
            const properties = { role: "columnheader", scope: "col", class: "axis" };
            tr.append(element("th", properties, suite.axes[axis].name));
        }
        for (const column of visible()) {
            const { name, note } = HEAD.columns[column];
            const head = element("th", { role: "columnheader", scope: "col" }, name);
            if (note) head.append(" ", element("small", {}, note));
            tr.append(head);
        }
        return element("thead", { role: "rowgroup" }, tr);
    };

    const showRows = (count) => {
        const body = $("cells").tBodies[0];
        const made = document.createDocumentFragment();
        for (let number = 0; number < count; number += 1) {
            const { value, done } = rows.all.next();
            if (done) break;
            made.append(rowOf(value, rows.axes, rows.before));
            rows.before = value;
            rows.shown += 1;
        }
        body.append(made);
        const left = rows.count - rows.shown;
        $("more-rows").hidden = left <= 0;
        $("more-rows").textContent = `Show more rows, ${NUMBERS.format(left)} are left`;
    };

    const product = (lists) => lists.reduce((cells, list) => cells * list.length, 1);
    const render = () => {
        const [only, columnsShown] = [$("differing").checked, visible()];
        folded = FOLDED_TABLE.fold(suite, chosen, (outcome) => {
            if (only && !differs(outcome)) return null;
            return columnsShown.map((column) => suite.outcomes[outcome][column]).join();
        });
        const { rows: count, axes } = FOLDED_TABLE.measure(folded);
        rows = { all: FOLDED_TABLE.walk(folded), axes, count, shown: 0, before: null };
        $("cells").replaceChildren(headOf(axes), element("tbody", { role: "rowgroup" }));
        showRows(ROWS);
        const all = counted(product(suite.axes.map(({ values }) => values)), "cell");
        const selected = NUMBERS.format(product(chosen));
        $("counted").textContent = `${selected} of ${all}, folded into ${counted(count, "row")}.`;
        const idle = suite.axes.filter(
            (_, axis) => axis > 0 && chosen[axis].length > 1 && !axes.includes(axis),
        );
        const names = idle.map(({ name }) => name).join(", ");
        const where = $("differing").checked ? "in these rows" : "here";
        $("folded").textContent = names && count ? `Makes no difference ${where}: ${names}.` : "";
        if (!count) $("folded").textContent = "Browsers do not differ here.";
        const some = chosen.filter(
            (values, axis) => axis > 0 && values.length < suite.axes[axis].values.length,
        );
        const filtered = some.length === 1 ? "1 axis filtered" : `${some.length} axes filtered`;
        const rest = some.length ? filtered : "all values";
        $("filters-summary").textContent = `Axes and browsers: ${rest}`;
    };

    const chip = (text, checked, change) => {
        const input = element("input", { type: "checkbox" });
        input.checked = checked;
        input.addEventListener("change", () => change(input));
        return element("label", {}, input, text);
    };
    const chips = (name, ...labels) =>
        element(
            "fieldset",
            {},
            element("legend", {}, name),
            element("div", { class: "chips" }, ...labels),
        );

    const renderFilters = () => {
        const { values } = suite.axes[0];
        $("topology").replaceChildren(
            ...values.map((value) => element("option", {}, value)),
            ...(values.length > 1 ? [element("option", {}, "all")] : []),
        );
        $("topology").selectedIndex = chosen[0].length > 1 ? values.length : chosen[0][0];
        const sets = suite.axes.flatMap((axis, at) => {
            if (at === 0 || axis.values.length < 2) return [];
            const labels = axis.values.map((value, position) =>
                chip(value, chosen[at].includes(position), (input) => {
                    const on = new Set(chosen[at]);
                    if (input.checked) on.add(position);
                    else on.delete(position);
                    if (on.size === 0) input.checked = true;
                    else chosen[at] = [...on].sort((one, other) => one - other);
                    render();
                }),
            );
            return [chips(axis.name, ...labels)];
        });
        const browsers = HEAD.columns.map(({ name }, column) =>
            chip(name, columns[column], (input) => {
                columns[column] = input.checked;
                if (!columns.some(Boolean)) columns[column] = input.checked = true;
                render();
            }),
        );
        $("axes").replaceChildren(...sets, chips("browsers", ...browsers));
    };

    const allOf = ({ values }) => values.map((_, position) => position);
    /** Shows a suite: all values of one topology, or the one cell at these positions. */
    const show = async (name, positions) => {
        try {
            suite = await load(name);
        } catch (error) {
            $("counted").textContent = `The cells could not be loaded: ${error.message}`;
            return;
        }
        $("suite").value = name;
        $("suite-summary").textContent =
            HEAD.suites.find((known) => known.name === name)?.summary ?? "";
        const at = positions?.(suite);
        chosen = suite.axes.map((axis, place) => {
            if (at) return [at[place]];
            return place === 0 ? [0] : allOf(axis);
        });
        if (at) $("differing").checked = false;
        renderFilters();
        render();
        performance.mark("explorer");
        if (at) openFirst();
    };
    const openFirst = () => {
        const measured = document.querySelector("#cells td.cell.differs:not(.guess) button");
        const button = measured ?? document.querySelector("#cells td.cell:not(.guess) button");
        if (!button) return;
        button.click();
        button.scrollIntoView({ block: "center" });
        button.focus({ preventScroll: true });
    };

    /** Opens the cell that the address names. */
    const follow = () => {
        if (!location.hash.startsWith("#cell/")) return false;
        const [name, ...parts] = decodeURIComponent(location.hash.slice(6)).split("/");
        if (!HEAD.suites.some((known) => known.name === name)) return false;
        const wanted = new Map(parts.map((part) => part.split("=")));
        show(name, ({ axes }) =>
            axes.map((axis) => Math.max(0, axis.values.indexOf(wanted.get(axis.name)))),
        );
        return true;
    };

    $("explorer-form").addEventListener("submit", (event) => event.preventDefault());
    $("suite").addEventListener("change", () => show($("suite").value));
    $("topology").addEventListener("change", () => {
        const place = $("topology").selectedIndex;
        chosen[0] = place < suite.axes[0].values.length ? [place] : allOf(suite.axes[0]);
        render();
    });
    $("differing").addEventListener("change", render);
    $("all-values").addEventListener("click", () => {
        chosen = suite.axes.map((axis, place) => (place === 0 ? chosen[0] : allOf(axis)));
        $("differing").checked = false;
        renderFilters();
        render();
    });
    $("more-rows").addEventListener("click", () => {
        const last = $("cells").tBodies[0].lastElementChild;
        showRows(ROWS * 5);
        last?.nextElementSibling?.querySelector("button")?.focus();
    });
    addEventListener("hashchange", follow);

    $("explorer").hidden = false;
    // The filters stand beside the cells where there is room.
    if (matchMedia("(min-width: 62rem)").matches) $("filters").open = true;
    if (!follow()) show(HEAD.suites[0].name);
})();
