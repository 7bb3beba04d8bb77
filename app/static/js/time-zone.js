// Sends the browser's time zone to the server in a cookie, so that it can show dates in the author's time zone.

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone) document.cookie = `zone=${zone}; path=/; max-age=31536000; samesite=lax`;
