// What artillery has no word for: the phone's stream, held for two seconds.
'use strict';

const http = require('node:http');

function openStream(context, events, done) {
  const slug = context.vars.group.split('/').pop();
  const cookie = String(context.vars.cookie).split(';')[0];
  const started = process.hrtime.bigint();
  const request = http.get(`${process.env.LOAD_TARGET}/live?g=${slug}`, { headers: { cookie, accept: 'text/event-stream' } }, (response) => {
    events.emit('counter', `stream.status.${response.statusCode}`, 1);
    response.once('data', () => events.emit('histogram', 'stream.first_byte', Number(process.hrtime.bigint() - started) / 1e6));
    response.resume();
  });
  request.on('error', () => {});
  setTimeout(() => {
    request.destroy();
    done();
  }, 2000);
}

module.exports = { openStream };
