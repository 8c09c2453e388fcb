// Runs the checker's module beside the page, so that a large file never blocks it.
"use strict";

const encoder = new TextEncoder();
const decoder = new TextDecoder();

/** Loads the module, and again after it has failed. */
const load = async () => {
    const response = await fetch("checker.wasm");
    if (!response.ok) throw new Error(`checker.wasm: ${response.status}`);
    const { instance } = await WebAssembly.instantiate(await response.arrayBuffer());
    return instance.exports;
};
let ready = load();

/** Hands a text to the module and returns the text that it answers. */
const answer = (checker, text) => {
    const octets = encoder.encode(text);
    const place = checker.checker_alloc(octets.length);
    new Uint8Array(checker.memory.buffer, place, octets.length).set(octets);
    const packed = BigInt.asUintN(64, checker.checker_answer(place, octets.length));
    const [at, length] = [Number(packed >> 32n), Number(packed & 0xffffffffn)];
    const reply = decoder.decode(new Uint8Array(checker.memory.buffer, at, length));
    checker.checker_free(at, length);
    return reply;
};

onmessage = async ({ data: { number, request, file } }) => {
    try {
        if (file) request.har = await file.text();
        const reply = JSON.parse(answer(await ready, JSON.stringify(request)));
        postMessage({ number, reply });
    } catch (error) {
        ready = load();
        const message = `The checker failed on this: ${error.message}`;
        postMessage({ number, reply: { problem: { message } } });
    }
};
