/** The words of the sign-in, in English. */
export default {
  "sign_in.title": "Sign in to Inkstone",
  "sign_in.how":
    "Open the one-time link that the server printed when it started, and you are in at once. " +
    "Or type a key.",
  "sign_in.key": "API key",
  "sign_in.reveal": "Show",
  "sign_in.go": "Sign in",
  "sign_in.verify": "Verify a picture without signing in",
  "sign_in.link_used":
    "This link has been used before, or is not one of this server's. A key works all the same; " +
    "the server prints a new link each time it starts.",
  "sign_in.link_unavailable":
    "The link is good, but cannot be used right now: the server is busy or its account is " +
    "paused. Open it again in a moment, or type a key.",
  "sign_in.status_401": "This key is not valid here. Was it copied whole, and has it not expired?",
  "sign_in.status_429": "Too many wrong keys came from here. Try again in {seconds} s.",
  "sign_in.no_cookie":
    "The key is good, but this browser does not keep the cookie that signs it in. " +
    "Allow cookies for this address.",
  "sign_in.where": "Where is my key?",
  "sign_in.place_link": "The link",
  "sign_in.place_link_how": "The line “Page:” where the server was started. It works once.",
  "sign_in.place_line": "The first start",
  "sign_in.place_line_how": "The line “Key:” there. It was shown that one time.",
  "sign_in.place_setting": "A setting",
  "sign_in.place_setting_how":
    "Where the server was started with INKSTONE_API_KEY, that is the key.",
  "sign_in.place_new": "A new one",
  "sign_in.place_new_how": "Make one beside the server; it is shown once:",
};
