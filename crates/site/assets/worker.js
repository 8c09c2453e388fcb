// Runs the checker's module beside the page, so that a large file never blocks it.
"use strict";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const fetched = async (path) => {
    const response = await fetch(path);
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return response;
};

/** The form of a host name in ASCII, as the browser has it; nothing for what is no host name. */
const inAscii = (name) => {
    try {
        return new URL(`https://${name}`).hostname;
    } catch {
        return "";
    }
};

/** Loads the module, and again after it has failed. */
const load = async () => {
    const response = await fetched("checker.wasm");
    const page = {
        domain_to_ascii: (place, length, into, room) => {
            const { buffer } = instance.exports.memory;
            const name = decoder.decode(new Uint8Array(buffer, place, length));
            const ascii = encoder.encode(inAscii(name));
            if (ascii.length > room) return 0;
            new Uint8Array(buffer, into, room).set(ascii);
            return ascii.length;
        },
    };
    const { instance } = await WebAssembly.instantiate(await response.arrayBuffer(), { page });
    return { module: instance.exports, suites: new Set() };
};
let ready = load();

/** Hands a text to a function of the module and returns the text that it answers. */
const call = (module, name, text) => {
    const octets = encoder.encode(text);
    const place = module.checker_alloc(octets.length);
    new Uint8Array(module.memory.buffer, place, octets.length).set(octets);
    const packed = BigInt.asUintN(64, module[name](place, octets.length));
    const [at, length] = [Number(packed >> 32n), Number(packed & 0xffffffffn)];
    const reply = decoder.decode(new Uint8Array(module.memory.buffer, at, length));
    module.checker_free(at, length);
    return reply;
};

/** Adds the recorded cells of a suite, which are loaded when an answer first cites them. */
const add = async ({ module, suites }, suite) => {
    if (suites.has(suite)) throw new Error(`the cells of ${suite} are of another version`);
    const text = await (await fetched(`recorded/${suite}.json`)).text();
    const problem = call(module, "checker_add", text);
    if (problem) throw new Error(problem);
    suites.add(suite);
};

const answer = async (checker, request) => {
    for (;;) {
        const reply = JSON.parse(call(checker.module, "checker_answer", request));
        if (!reply.missing?.length) return reply;
        await Promise.all(reply.missing.map((suite) => add(checker, suite)));
    }
};

onmessage = async ({ data: { number, request, file } }) => {
    try {
        if (file) request.har = await file.text();
        const reply = await answer(await ready, JSON.stringify(request));
        postMessage({ number, reply });
    } catch (error) {
        ready = load();
        const message = `The checker failed on this: ${error.message}`;
        postMessage({ number, reply: { problem: { message } } });
    }
};
