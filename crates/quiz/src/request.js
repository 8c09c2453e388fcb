// Makes a request by a means that a document has, and returns whether the document could use the
// response. What leads away from the document only begins here.

const [means, credentials, url, method, headers] = given;

const ended = (element) => new Promise((resolve) => {
  element.addEventListener("load", () => resolve(true));
  element.addEventListener("error", () => resolve(false));
});

const loaded = (name, attributes) => {
  const element = Object.assign(document.createElement(name), attributes);
  const outcome = ended(element);
  document.body.append(element);
  return outcome;
};

const askByFetch = async (init) => {
  try {
    await (await fetch(url, { method, headers, cache: "no-store", ...init })).text();
    return true;
  } catch {
    return false;
  }
};

const askByXhr = () => new Promise((resolve) => {
  const request = new XMLHttpRequest();
  request.onload = () => resolve(true);
  request.onerror = () => resolve(false);
  request.open(method, url);
  request.withCredentials = credentials === "include";
  for (const [name, value] of headers) request.setRequestHeader(name, value);
  request.send();
});

const askByEventSource = (withCredentials) => new Promise((resolve) => {
  const source = new EventSource(url, { withCredentials });
  const end = (outcome) => { source.close(); resolve(outcome); };
  source.onmessage = () => end(true);
  source.onerror = () => end(false);
});

const askBySocket = () => new Promise((resolve) => {
  let socket;
  try {
    socket = new WebSocket(url.replace(/^http/, "ws"));
  } catch {
    resolve(false);
    return;
  }
  socket.onopen = () => { resolve(true); socket.close(); };
  socket.onerror = () => resolve(false);
});

const submitted = (method, target) => {
  const form = document.createElement("form");
  Object.assign(form, { method, action: url, target });
  document.body.append(form);
  return form;
};

const framed = (method) => {
  const frame = document.createElement("iframe");
  frame.name = "submitted" + document.querySelectorAll("iframe").length;
  document.body.append(frame);
  const form = submitted(method, frame.name);
  // The empty document of the frame may have loaded already, or not.
  const outcome = new Promise((resolve) => frame.addEventListener("load", () => {
    let isEmpty = false;
    try { isEmpty = frame.contentWindow.location.href === "about:blank"; } catch { /* arrived */ }
    if (!isEmpty) resolve(true);
  }));
  form.submit();
  return outcome;
};

const leave = (way) => {
  setTimeout(way);
  return true;
};

const ways = {
  "fetch": () => askByFetch({ credentials }),
  "fetch-keepalive": () => askByFetch({ credentials: "include", keepalive: true }),
  "fetch-no-cors": () => askByFetch({ credentials, mode: "no-cors" }),
  "xhr": askByXhr,
  "event-source": () => askByEventSource(false),
  "event-source-with-credentials": () => askByEventSource(true),
  "img": () => loaded("img", { src: url }),
  "iframe": () => loaded("iframe", { src: url }),
  "script": () => loaded("script", { src: url }),
  "script-anonymous": () => loaded("script", { src: url, crossOrigin: "anonymous" }),
  "script-use-credentials": () => loaded("script", { src: url, crossOrigin: "use-credentials" }),
  "module-script": () => loaded("script", { src: url, type: "module" }),
  "stylesheet": () => loaded("link", { rel: "stylesheet", href: url }),
  "form-post-into-frame": () => framed("post"),
  "websocket": askBySocket,
  "form-get": () => leave(() => submitted("get", "").submit()),
  "form-post": () => leave(() => submitted("post", "").submit()),
  "link": () => leave(() => {
    const anchor = Object.assign(document.createElement("a"), { href: url });
    document.body.append(anchor);
    anchor.click();
  }),
  "location": () => leave(() => { location.href = url; }),
};

return await ways[means]();
