// The page of the checker: hands what is pasted to the module, and shows what it answers.

const $ = (id) => document.getElementById(id);

/** The fields of a question that are a text each, and those that are a list, a member a line. */
const TEXTS = ["page", "request", "method", "then", "then-page", "response", "preflight-response"];
const LISTS = ["request-headers", "frames"];
const ALL_LISTS = [...LISTS, "response-headers", "have", "script-sets", "then-frames", "want",
    "cookies", "browsers"];
const NUMBERS = ["now", "after-secs"];
/** How long to wait for the next key, in milliseconds. */
const PAUSE = 150;
const HOME_TITLE = document.title;

/** The question as it was last understood, and the last answer. */
let asked = {};
let answered = null;

const worker = new Worker(new URL("worker.js", import.meta.url));
const waiting = new Map();
let number = 0;
worker.onmessage = ({ data }) => {
    waiting.get(data.number)?.(data.reply);
    waiting.delete(data.number);
};

/** Asks the module; resolves to its reply, or to nothing where a later question overtook it. */
const ask = (request, file) =>
    new Promise((resolve) => {
        number += 1;
        const mine = number;
        waiting.set(mine, (reply) => resolve(mine === number ? reply : null));
        const now = Math.floor(Date.now() / 1000);
        worker.postMessage({ number: mine, request: { now, ...request, "as-page": true }, file });
    });

/** What somebody does with a question: types it, or hands it in. */
const TYPED = "typed";
const HANDED_IN = "handed in";

const check = async (request, how, file) => {
    const reply = await ask(request, file);
    if (!reply) return;
    answered = reply.problem ? null : reply;
    asked = reply.form ?? (file ? {} : request);
    $("problem").hidden = !reply.problem;
    $("share").hidden = !answered;
    for (const id of ["copy-link", "link-words"]) $(id).hidden = !reply.shared;
    mark(reply.problem);
    if (reply.problem) {
        showProblem(reply.problem, request, how);
        return;
    }
    $("answer").innerHTML = reply.html;
    document.title = reply.title;
    $("places").hidden = true;
    showQuestion(reply);
    if (reply.shared) {
        history.replaceState(null, "", `#${fragment(reply.shared)}`);
    }
    if (how === HANDED_IN) {
        $("start").hidden = true;
        $("question").open = false;
        $("verdict").focus();
    } else {
        $("announce").textContent = $("verdict").textContent;
    }
};

const showProblem = ({ message, help, field }, request, how) => {
    $("answer").replaceChildren();
    $("problem-text").textContent = help ? `${message}. ${help}` : message;
    document.title = HOME_TITLE;
    const isMissing = field === "page" || field === "request";
    if (!isMissing && $("question").hidden) return;
    $("question").hidden = false;
    $("question").open = true;
    fill(request);
    $("q-wire").textContent = "Which page asks, and where?";
    $("q-how").textContent = "";
    // Who asks after cookies wants them sent.
    if (isMissing && !request.credentials && !request.mechanism) $("by").value = MEANT;
    if (how === HANDED_IN && field) $(field)?.focus();
};
const MEANT = "credentials=include";

/** Marks the field that is wrong. */
const mark = (problem) => {
    for (const name of [...TEXTS, ...LISTS]) $(name).removeAttribute("aria-invalid");
    const wrong = problem?.field && $(problem.field);
    if (wrong) wrong.setAttribute("aria-invalid", "true");
};

/** Shows what was understood, open to correction. */
const showQuestion = ({ form, wire }) => {
    $("question").hidden = !form;
    if (!form) return;
    fill(form);
    $("q-wire").textContent = wire;
    const made = $("by").selectedOptions[0]?.textContent ?? form.mechanism;
    $("q-how").textContent = `${made}, from ${new URL(form.page).host || form.page}`;
};

/** Shows a question in the fields, but for the one in which somebody types. */
const fill = (request) => {
    const show = (name, text) => {
        if ($(name) !== document.activeElement) $(name).value = text;
    };
    for (const name of TEXTS) show(name, request[name] ?? "");
    for (const name of LISTS) show(name, (request[name] ?? []).join("\n"));
    const by = ["credentials", "mechanism"].find((name) => request[name]);
    $("by").value = by ? `${by}=${request[by]}` : "";
};

/** The question with the fields as they are now. */
const corrected = () => {
    const request = { ...asked };
    for (const name of TEXTS) request[name] = $(name).value;
    for (const name of LISTS) request[name] = lines($(name).value);
    const [name, value] = $("by").value.split("=");
    if (name) {
        request.credentials = "";
        request.mechanism = "";
        request[name] = value;
    }
    return request;
};

const lines = (text) => text.split("\n").filter((line) => line.trim());

/** A question as the part of an address behind `#`, and back. */
const fragment = (request) => {
    const parts = new URLSearchParams();
    for (const [name, value] of Object.entries(request)) {
        const text = Array.isArray(value) ? value.join("\n") : String(value || "");
        if (text) parts.set(name, text);
    }
    return parts.toString();
};
const fromFragment = () => {
    const request = {};
    for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
        if (ALL_LISTS.includes(name)) request[name] = lines(value);
        else request[name] = NUMBERS.includes(name) ? Number(value) : value;
    }
    return request;
};

const startAnew = () => {
    for (const id of ["question", "problem", "share"]) $(id).hidden = true;
    for (const id of ["start", "places"]) $(id).hidden = false;
    $("answer").replaceChildren();
    $("paste").value = "";
    document.title = HOME_TITLE;
    history.replaceState(null, "", location.pathname + location.search);
    $("paste").focus();
};

const copy = async (button, text) => {
    const before = button.textContent;
    try {
        await navigator.clipboard.writeText(text);
        button.textContent = "Copied";
    } catch {
        button.textContent = "Copying is not allowed here";
    }
    $("announce").textContent = button.textContent;
    setTimeout(() => (button.textContent = before), 2000);
};

const readFile = (file) => file && check({}, HANDED_IN, file);

/** Asks once nobody has typed for a moment. What was asked before is out of date. */
let timer = 0;
const soon = (question) => {
    number += 1;
    clearTimeout(timer);
    timer = setTimeout(question, PAUSE);
};

/** What is in the box, with what somebody said of it where the box does not say it. */
const pasted = () => {
    const { page, request, credentials, mechanism } = answered ? {} : asked;
    return { page, request, credentials, mechanism, response: $("paste").value };
};

$("paste").addEventListener("input", () => {
    if ($("paste").value.trim()) soon(() => check(pasted(), TYPED));
});
$("paste-form").addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    check(answered && asked.response ? asked : pasted(), HANDED_IN);
});
$("question-form").addEventListener("input", () => soon(() => check(corrected(), TYPED)));
$("question-form").addEventListener("submit", (event) => {
    event.preventDefault();
    clearTimeout(timer);
    check(corrected(), HANDED_IN);
});
$("anew").addEventListener("click", startAnew);
$("open-har").addEventListener("click", () => $("har-file").click());
$("har-file").addEventListener("change", ({ target }) => readFile(target.files[0]));
document.addEventListener("dragover", (event) => event.preventDefault());
document.addEventListener("drop", (event) => {
    event.preventDefault();
    readFile(event.dataTransfer.files[0]);
});
$("copy-link").addEventListener("click", ({ target }) => copy(target, location.href));
$("copy-markdown").addEventListener("click", ({ target }) => copy(target, answered.markdown));
addEventListener("hashchange", () => {
    if (location.hash.includes("=")) check(fromFragment(), HANDED_IN);
});

$("ask").hidden = false;
if (location.hash.includes("=")) check(fromFragment(), HANDED_IN);
