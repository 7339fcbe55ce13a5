const http = require('http');
const { exec } = require('child_process');

http.createServer((request, response) => {
  const url = new URL(request.url, 'http://localhost');
  const to = url.searchParams.get('to');
  exec(`echo "Your ticket is ready." | mail -s Ticket ${to}`, () => {
    response.end('Sent');
  });
}).listen(8080);
