// Checks the contact form in the browser and posts it.
document.addEventListener('DOMContentLoaded', function () {
  var form = document.getElementById('mailform');
  function sendMail(to, subject, body) {
    var request = new XMLHttpRequest();
    request.open('POST', '/cgi-bin/sendmail.cgi');
    request.setRequestHeader('Content-Type', 'application/x-www-form-urlencoded');
    request.send('to=' + encodeURIComponent(to) + '&subject=' + encodeURIComponent(subject) + '&body=' + encodeURIComponent(body));
  }
  form.addEventListener('submit', function (event) {
    event.preventDefault();
    sendMail(form.elements.to.value, form.elements.subject.value, form.elements.body.value);
  });
});
