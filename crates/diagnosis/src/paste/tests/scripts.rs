//! Calls of scripts, with what stands around them.

use matrix::UploadEvents;

use super::*;

fn xhr(with_credentials: bool) -> Option<RequestApi> {
    Some(RequestApi::Xhr { with_credentials, upload: UploadEvents::Ignored })
}

/// Checks URL and means of the request that a script makes.
#[track_caller]
fn check_call(text: &str, url: &str, api: Option<RequestApi>) -> PastedRequest {
    let paste = read_paste(text).unwrap();
    let mut request = paste.first_request().unwrap();
    request.resolve(&"https://www.test/".parse().unwrap());
    assert_eq!(request.url.as_ref().map(url::Url::as_str), Some(url), "{text}");
    assert_eq!(request.api, api, "{text}");
    request
}

/// Names of members are case-sensitive, in JavaScript and in dictionaries of Web IDL.
#[test]
fn options_in_another_case_have_no_effect() {
    let ignored = |request: PastedRequest| -> Vec<String> {
        request.ignored.into_iter().map(|one| one.written).collect()
    };
    let url = "https://api.test/";
    for call in ["axios.get", "this.http.get"] {
        for name in ["withcredentials", "WithCredentials"] {
            let text = format!("{call}('{url}', {{ {name}: true }})");
            assert_eq!(ignored(check_call(&text, url, xhr(false))), [name]);
        }
        let text = format!("{call}('{url}', {{ withCredentials: true }})");
        assert!(ignored(check_call(&text, url, xhr(true))).is_empty());
    }
    let same_origin = Some(RequestApi::Fetch(FetchCredentials::SameOrigin));
    let text = format!("fetch('{url}', {{ 'Credentials': 'include', Method: 'POST' }})");
    let request = check_call(&text, url, same_origin);
    assert_eq!(request.method.as_deref(), Some("GET"));
    assert_eq!(ignored(request), ["Credentials", "Method"]);
    let text = format!("new EventSource('{url}', {{ withcredentials: true }})");
    let without = Some(RequestApi::Mechanism(RequestMechanism::EventSource));
    assert_eq!(ignored(check_call(&text, url, without)), ["withcredentials"]);
    // Of two members with one name, the last counts.
    let text = format!("fetch('{url}', {{ credentials: 'omit', credentials: 'include' }})");
    check_call(&text, url, Some(RequestApi::Fetch(FetchCredentials::Include)));
}

/// [jQuery](https://api.jquery.com/jQuery.ajax/) gives the request what is in `xhrFields`. The
/// second argument of its `get` and `post` is data.
#[test]
fn jquery_reads_its_fields_of_the_request_alone() {
    let url = "https://api.test/";
    let fields = "xhrFields: { withCredentials: true }";
    check_call(&format!("$.ajax({{ url: '{url}', {fields} }})"), url, xhr(true));
    check_call(&format!("$.ajax('{url}', {{ {fields} }})"), url, xhr(true));
    check_call(&format!("$.get({{ url: '{url}', {fields} }})"), url, xhr(true));
    let misplaced =
        check_call(&format!("$.ajax({{ url: '{url}', withCredentials: true }})"), url, xhr(false));
    assert_eq!(misplaced.ignored[0].meant, "xhrFields: { withCredentials: true }");
    check_call(&format!("$.post('{url}', {{ {fields} }})"), url, xhr(false));
    check_call(&format!("$.ajaxSetup({{ {fields} }}); $.get('{url}')"), url, xhr(true));
    check_call(&format!("$.ajaxSetup({{ {fields} }});\n$.get('{url}')"), url, xhr(true));
    check_call(
        &format!("$.ajaxSetup({{ withCredentials: true }}); $.get('{url}')"),
        url,
        xhr(false),
    );
}

/// [axios](https://axios-http.com/docs/req_config) puts `baseURL` before a URL, unless that is
/// absolute.
#[test]
fn axios_adds_relative_urls_to_its_base() {
    let url = "https://api.test/v1/me";
    for base in ["https://api.test/v1", "https://api.test/v1/"] {
        for path in ["/me", "me"] {
            let settings = format!("{{ baseURL: '{base}', withCredentials: true }}");
            check_call(&format!("axios.get('{path}', {settings})"), url, xhr(true));
            check_call(&format!("axios.post('{path}', 'a=1', {settings})"), url, xhr(true));
            let settings = settings.replace('{', &format!("{{ url: '{path}',"));
            check_call(&format!("axios({settings})"), url, xhr(true));
        }
    }
    let other = "{ baseURL: 'https://other.test/' }";
    check_call(&format!("axios.get('{url}', {other})"), url, xhr(false));
    check_call(&format!("axios.get('//api.test/v1/me', {other})"), url, xhr(false));
    check_call("axios.get('/me', { baseURL: '/api' })", "https://www.test/api/me", xhr(false));
    check_call("axios.get('/me', { baseUrl: '/api' })", "https://www.test/me", xhr(false));
    // Where the base is not shown, nobody knows where the request goes.
    check_unread_url("axios.get('/me', { baseURL: API })", 10..15);
}

#[test]
fn a_client_of_axios_has_what_it_is_made_with() {
    let url = "https://api.test/me";
    let made =
        "const api = axios.create({ baseURL: 'https://api.test', withCredentials: true });\n";
    check_call(&format!("{made}const r = await api.post('/me', 'a=1');"), url, xhr(true));
    check_call(&format!("{made}api('/me')"), url, xhr(true));
    check_call(&format!("{made}api\n  .get<User>('/me')"), url, xhr(true));
    check_call(&format!("{made}api.get('/me', {{ withCredentials: false }})"), url, xhr(false));
    let typed = made.replace("api =", "api: AxiosInstance =");
    check_call(&format!("import axios from 'axios';\n\n{typed}api.get('/me')"), url, xhr(true));
    let made =
        "const api = axios.create({ baseURL: 'https://api.test', headers: { 'X-A': '1' } })\n";
    let request = check_call(
        &format!("{made}api.defaults.withCredentials = true\napi.get('/me')"),
        url,
        xhr(true),
    );
    assert_eq!(request.headers, [("X-A".to_owned(), "1".to_owned())]);
    // What is made with a variable may be anything.
    let request = read_paste("const api = axios.create(config)\napi.get('/me')").unwrap();
    assert_eq!(request.first_request().unwrap().unknown, ["config"]);
    // The client's settings are none of axios itself.
    check_call(&format!("{made}axios.get('/me')"), "https://www.test/me", xhr(false));
}

#[test]
fn variables_of_the_same_paste_are_known() {
    let url = "https://api.test/me";
    let include = Some(RequestApi::Fetch(FetchCredentials::Include));
    let base = "const API = 'https://api.test';\n";
    let options = "{ credentials: 'include' }";
    for call in [
        format!("fetch(`${{API}}/me`, {options})"),
        format!("fetch(API + '/me', {options})"),
        format!("fetch(new URL('/me', API), {options})"),
        "const options = {\n  // with cookies\n  credentials: 'include',\n};\n\
         const r = await fetch(API + \"/me\", options)"
            .to_owned(),
        format!(
            "const options = {options}\nconst all = {{ ...options, method: 'POST' }}\n\
                 fetch(`${{ API }}/me`, all)"
        ),
        format!("const config = {{ url: '{url}' }};\nfetch(config.url, {options})"),
        format!(
            "const url = `${{API}}/me`;\nconst r = new Request(url, {options});\n\
                 fetch(new Request(url, {options}))"
        ),
    ] {
        check_call(&format!("{base}{call}"), url, include);
    }
    let socket = "var url = \"https://api.test/me\";\nvar es = new EventSource(url);";
    check_call(socket, url, Some(RequestApi::Mechanism(RequestMechanism::EventSource)));
    let angular = "private readonly apiUrl = 'https://api.test';\nthis.http\n  \
                   .get<User>(`${this.apiUrl}/me`, { withCredentials: true })\n  .subscribe(";
    check_call(angular, url, xhr(true));
}

#[test]
fn a_variable_that_changes_is_not_known() {
    for (declared, rest) in [
        ("let url = 'https://a.test/'", "url = other();"),
        ("let url = 'https://a.test/'", "url += path();"),
        ("const url = 'https://a.test/'", "function login(url) {"),
        ("const url = 'https://a.test/'", "const login = (url) => {"),
    ] {
        let text = format!("{declared}\n{rest}\nfetch(url)");
        let request = read_paste(&text).unwrap().first_request().unwrap();
        assert_eq!(request.url, None, "{text}");
        assert!(request.url_problem.is_some(), "{text}");
    }
    let unknown = |text: &str| read_paste(text).unwrap().first_request().unwrap().unknown;
    let text = "const options = { mode: 'cors' };\nObject.assign(options, other);\n\
                fetch('/a', options);";
    assert_eq!(unknown(text), ["options"]);
    let text = "const headers = new Headers({ 'X-A': '1' });\nheaders.append('X-B', '2');\n\
                fetch('/a', { headers });";
    assert_eq!(unknown(text), ["headers"]);
    // Without a call, an object is a program's, and no part of a response.
    let text = "const options = {\n  origin: true,\n};\nVary: a\n";
    assert!(read_paste(text).is_err());
}

#[test]
fn a_snippet_may_end_before_the_request_is_sent() {
    let text = "var xhr = new XMLHttpRequest();\nxhr.open('GET', 'https://api.test/', true);\n\
                xhr.withCredentials = true;\nxhr.setRequestHeader('X-A', '1');\n";
    for rest in ["", "\nHTTP/1.1 200 OK\nVary: a\n", "HTTP/1.1 200 OK\nVary: a\n"] {
        let request = check_call(&format!("{text}{rest}"), "https://api.test/", xhr(true));
        assert_eq!(request.headers, [("X-A".to_owned(), "1".to_owned())]);
        let paste = read_paste(&format!("{text}{rest}")).unwrap();
        assert_eq!(paste.main().unwrap().response.is_some(), !rest.is_empty());
    }
}

/// Checks method, URL, means and fields of a call.
#[track_caller]
fn check_library(text: &str, method: &str, api: RequestApi, fields: &[(&str, &str)]) {
    check_request(text, method, "https://api.test/login", None, fields);
    assert_eq!(read_paste(text).unwrap().first_request().unwrap().api, Some(api), "{text}");
}

const INCLUDE: RequestApi = RequestApi::Fetch(FetchCredentials::Include);
const SAME_ORIGIN: RequestApi = RequestApi::Fetch(FetchCredentials::SameOrigin);
const JSON: (&str, &str) = ("Content-Type", "application/json");

#[test]
fn a_request_may_be_made_before_it_is_fetched() {
    let text = "let r = new Request('https://api.test/login', { credentials: 'include' }); \
                fetch(r)";
    check_library(text, "GET", INCLUDE, &[]);
    let text = "const r = new Request('https://api.test/login', {\n  method: 'PUT'\n});\n\
                await fetch(r, { credentials: 'include' });\n";
    check_library(text, "PUT", INCLUDE, &[]);
}

#[test]
fn libraries_that_fetch_take_its_options() {
    let ky = "const res = await ky.post('https://api.test/login', { json: { u: 1 }, credentials: \
              'include' });";
    check_library(ky, "POST", INCLUDE, &[JSON]);
    let ky = "await ky('login', { prefixUrl: 'https://api.test/', method: 'put' }).json()";
    check_library(ky, "put", SAME_ORIGIN, &[]);
    let nuxt = "const { data } = await useFetch<User>('/login', {\n  baseURL: \
                'https://api.test',\n  credentials: 'include'\n})";
    check_library(nuxt, "GET", INCLUDE, &[]);
    let nuxt = "await $fetch('https://api.test/login', { method: 'POST', body: { u: 1 } })";
    check_library(nuxt, "POST", SAME_ORIGIN, &[JSON]);
    let apollo = "const client = new ApolloClient({\n  link: createHttpLink({\n    uri: \
                  'https://api.test/login',\n    credentials: 'include'\n  }),\n  cache: new \
                  InMemoryCache()\n});\n";
    check_library(apollo, "POST", INCLUDE, &[JSON]);
    let apollo = "const link = new HttpLink({ uri: 'https://api.test/login' });\nconst client = \
                  new ApolloClient({ link, cache: new InMemoryCache() });\n";
    check_library(apollo, "POST", SAME_ORIGIN, &[JSON]);
    check_unread_url("ky.get('login', { prefixUrl: base })", 7..14);
}

#[test]
fn chains_of_superagent_are_read() {
    let upload = UploadEvents::Ignored;
    let xhr = |with_credentials| RequestApi::Xhr { with_credentials, upload };
    let text = "superagent\n  .post('https://api.test/login')\n  .withCredentials()\n  .set('X-A', \
                '1')\n  .send({ user: 'x' })\n  .then(done);\n";
    check_library(text, "POST", xhr(true), &[("X-A", "1"), JSON]);
    let text = "const res = await superagent.get('https://api.test/login').set({ 'X-A': '1' })";
    check_library(text, "GET", xhr(false), &[("X-A", "1")]);
}
