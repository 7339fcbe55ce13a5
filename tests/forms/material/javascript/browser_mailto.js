/* Writes addresses so that harvesters do not find them. */
function mail(user, host, subject) {
  var address = user + '@' + host;
  window.location.href = 'mailto:' + address + '?subject=' + encodeURIComponent(subject);
}

function showMail(user, host) {
  document.write('<a href="mailto:' + user + '@' + host + '">' + user + '@' + host + '</a>');
}

var params = new URLSearchParams(window.location.search);
if (params.get('to')) {
  mail(params.get('to'), 'example.jp', params.get('subject'));
}
