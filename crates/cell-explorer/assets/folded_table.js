// Folds the decision table of a suite into rows: equal ones are one.
"use strict";
const FOLDED_TABLE = (() => {
    /** The reference of a cell that is not to be shown. */
    const DROPPED = -1;

    /**
     * Returns the table restricted to the chosen values of each axis: its references are numbers
     * of nodes, or `-2 - outcome`. Outcomes that `keyOf` gives one key are one, and those to which
     * it gives null are not shown. Equal subtrees are one node.
     */
    const fold = (suite, chosen, keyOf) => {
        const leaves = new Map();
        const leaf = new Map();
        const nodes = [];
        const known = new Map();
        const memo = new Map();
        const toLeaf = (outcome) => {
            if (!leaf.has(outcome)) {
                const key = keyOf(outcome);
                if (!leaves.has(key)) leaves.set(key, outcome);
                leaf.set(outcome, key === null ? DROPPED : -2 - leaves.get(key));
            }
            return leaf.get(outcome);
        };
        const reduce = (reference) => {
            if (reference < 0) return toLeaf(-1 - reference);
            if (memo.has(reference)) return memo.get(reference);
            const axis = suite.nodes[reference];
            const groups = new Map();
            for (const value of chosen[axis]) {
                const child = reduce(suite.nodes[reference + 1 + value]);
                if (!groups.has(child)) groups.set(child, []);
                groups.get(child).push(value);
            }
            let result;
            if (groups.size === 1) {
                [result] = groups.keys();
            } else {
                const key = `${axis}:${[...groups].map(([to, of]) => `${to}=${of}`).join(";")}`;
                if (!known.has(key)) {
                    known.set(key, nodes.length);
                    nodes.push({ axis, groups: [...groups] });
                }
                result = known.get(key);
            }
            memo.set(reference, result);
            return result;
        };
        return { root: reduce(suite.root), nodes };
    };

    /** Returns how many rows there are below each node, and which axes decide. */
    const measure = ({ root, nodes }) => {
        const counts = new Map();
        const axes = new Set();
        const count = (reference) => {
            if (reference === DROPPED) return 0;
            if (reference < 0) return 1;
            if (!counts.has(reference)) {
                const { axis, groups } = nodes[reference];
                axes.add(axis);
                counts.set(reference, groups.reduce((sum, [child]) => sum + count(child), 0));
            }
            return counts.get(reference);
        };
        return { rows: count(root), axes: [...axes].sort((one, other) => one - other) };
    };

    /** Goes through the rows: the values of the axes that decide, and the outcome. */
    function* walk({ root, nodes }, values = new Map()) {
        if (root === DROPPED) return;
        if (root < 0) {
            yield { values: new Map(values), outcome: -2 - root };
            return;
        }
        const { axis, groups } = nodes[root];
        for (const [child, of] of groups) {
            values.set(axis, of);
            yield* walk({ root: child, nodes }, values);
        }
        values.delete(axis);
    }

    return { fold, measure, walk };
})();
