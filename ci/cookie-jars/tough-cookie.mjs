// Puts jar vectors to tough-cookie: the file of the vectors in, an answer a line out.
// Usage: node tough-cookie.mjs VECTORS defaults|like-a-browser
// `like-a-browser` sets what a user agent has to say: where requests come from, and that cookies
// without a name exist.
import { readFileSync } from "node:fs";
import { CookieJar } from "tough-cookie";

const DAY = 24 * 60 * 60 * 1000;
const [vectorsFile, configuration] = process.argv.slice(2);
const isLikeABrowser = configuration === "like-a-browser";
const sameSiteContexts = { "same-site": "strict", "cross-site-navigation": "lax" };

function answer(vector) {
  const jar = new CookieJar(undefined, { looseMode: isLikeABrowser });
  for (const { url, by, line } of vector.set) {
    const date = (_, days) => new Date(Date.now() + Number(days) * DAY).toUTCString();
    const written = line.replace(/\{date\.([+-]\d+)d\}/g, date);
    try {
      jar.setCookieSync(written, url, options(by !== "script", "same-site"));
    } catch {
      // What is refused is not kept: no more is asked.
    }
  }
  const cookies = vector.ask.map(({ url, by, context }) =>
    jar.getCookieStringSync(url, options(by !== "script", context)),
  );
  const kept = [];
  jar.store.getAllCookies((_, all) => {
    for (const cookie of all) {
      const left = cookie.expiryTime() - Date.now();
      if (cookie.expiryTime() === undefined || left === Infinity) {
        kept.push({ cookie: cookie.cookieString(), days: null });
      } else if (left > 0) {
        kept.push({ cookie: cookie.cookieString(), days: Math.round(left / DAY) });
      }
    }
  });
  return { id: vector.id, kept, cookies };
}

function options(http, context) {
  return isLikeABrowser ? { http, sameSiteContext: sameSiteContexts[context] } : { http };
}

for (const vector of JSON.parse(readFileSync(vectorsFile, "utf8")).vectors) {
  console.log(JSON.stringify(answer(vector)));
}
