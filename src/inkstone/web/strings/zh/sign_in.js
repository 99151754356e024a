/** The words of the sign-in, in Chinese. */
export default {
  "sign_in.title": "登录 Inkstone",
  "sign_in.how": "打开服务器启动时打印的一次性链接，即可直接登录；也可以输入密钥。",
  "sign_in.key": "API 密钥",
  "sign_in.reveal": "显示",
  "sign_in.go": "登录",
  "sign_in.verify": "不登录，直接验证图片",
  "sign_in.link_used":
    "这个链接已经用过，或者不是这台服务器的。仍可用密钥登录；服务器每次启动都会打印新链接。",
  "sign_in.link_unavailable":
    "链接有效，但现在用不了：服务器正忙，或账户已停用。请稍后再打开，或输入密钥。",
  "sign_in.status_401": "这个密钥在这里无效。复制完整了吗？是否已过期？",
  "sign_in.status_429": "输错的次数太多，请在 {seconds} 秒后重试。",
  "sign_in.no_cookie": "密钥有效，但浏览器没有保存登录用的 Cookie。请为此地址允许 Cookie。",
  "sign_in.where": "密钥在哪里？",
  "sign_in.place_link": "链接",
  "sign_in.place_link_how": "启动服务器的终端里，以“Page:”开头的一行。只能用一次。",
  "sign_in.place_line": "首次启动",
  "sign_in.place_line_how": "同一处以“Key:”开头的一行，只显示过那一次。",
  "sign_in.place_setting": "设置",
  "sign_in.place_setting_how": "如果启动时设置了 INKSTONE_API_KEY，它就是密钥。",
  "sign_in.place_new": "新密钥",
  "sign_in.place_new_how": "在服务器上新建一个，只显示一次：",
};
