// Makes a request by a means of the page, and returns what the page learns of the response.
//
// Nothing comes from the HTTP cache, and the body of a fetch, which may never end, is not waited
// for.

const [means, credentials, url, method, headers] = given;

const byFetch = async (options) => {
  let response;
  try {
    const init = { method, headers, credentials, cache: "no-store", ...options };
    response = await window.fetch(url, init);
  } catch (error) {
    return { failed: String(error) };
  }
  const { status } = response;
  if (response.body) await response.body.cancel();
  return { status };
};

const byXhr = () => new Promise((resolve) => {
  const request = new XMLHttpRequest();
  request.onload = () => resolve({ status: request.status });
  request.onerror = () => resolve({ failed: "XMLHttpRequest: error" });
  request.open(method, url);
  request.withCredentials = credentials === "include";
  for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
  request.send();
});

// The element stays until the browser is done with the response, whatever it makes of it.
const byElement = (name, attributes) => new Promise((resolve) => {
  const element = Object.assign(document.createElement(name), attributes);
  const end = () => { element.remove(); resolve({ unread: true }); };
  element.addEventListener("load", end);
  element.addEventListener("error", end);
  document.body.append(element);
});

const byEventSource = (withCredentials) => new Promise((resolve) => {
  const source = new EventSource(url, { withCredentials });
  const end = () => { source.close(); resolve({ unread: true }); };
  source.onopen = end;
  source.onerror = end;
});

const ways = {
  "event-source": () => byEventSource(false),
  "event-source-with-credentials": () => byEventSource(true),
  "fetch": () => byFetch({}),
  "fetch-keepalive": () => byFetch({ keepalive: true }),
  "fetch-no-cors": async () => { await byFetch({ mode: "no-cors" }); return { unread: true }; },
  "iframe": () => byElement("iframe", { src: url }),
  "img": () => byElement("img", { src: url }),
  "script": () => byElement("script", { src: url }),
  "script-anonymous": () => byElement("script", { src: url, crossOrigin: "anonymous" }),
  "script-use-credentials": () => byElement("script", { src: url, crossOrigin: "use-credentials" }),
  "stylesheet": () => byElement("link", { rel: "stylesheet", href: url }),
  "xhr": byXhr,
};

return await ways[means]();
