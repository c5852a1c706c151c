// SPDX-License-Identifier: Apache-2.0
// A subscriber without a proto file: node subscribe.js <host:port>. It prints a line of JSON for each event that the
// server holds, then subscribes again after its token and prints the number of events that follow.
const grpc = require('@grpc/grpc-js');
const { GrpcReflection } = require('grpc-js-reflection-client');

async function main(address) {
  const credentials = grpc.credentials.createInsecure();
  const reflection = new GrpcReflection(address, credentials);
  const descriptor = await reflection.getDescriptorBySymbol('changefeed.v1.ChangeFeed');
  const api = descriptor.getPackageObject({ keepCase: true, enums: String, longs: String, oneofs: true });
  const client = new api.changefeed.v1.ChangeFeed(address, credentials);

  const held = await untilCaughtUp(client, {
    start_at: 'START_AT_EARLIEST',
    // With descriptors, protobufjs represents a map as a list of entries.
    filter: { attribute_equals: [{ key: 'status', value: { s: 'paid' } }] },
  });
  for (const event of held.events) {
    const total = event.after.attributes.find((attribute) => attribute.key === 'total').value.n;
    console.log(JSON.stringify({ id: event.event_id, operation: event.operation, total }));
  }
  const rest = await untilCaughtUp(client, { resume_token: held.token });
  console.log(JSON.stringify({ rest: rest.events.length }));
  client.close();
}

function untilCaughtUp(client, request) {
  return new Promise((resolve, reject) => {
    const events = [];
    const call = client.Subscribe(request);
    call.on('data', (response) => {
      events.push(...(response.events ? response.events.events : []));
      if (response.caught_up) {
        call.cancel();
        resolve({ events, token: response.resume_token });
      }
    });
    call.on('error', reject);
  });
}

main(process.argv[2]).catch((reason) => {
  console.error(reason);
  process.exit(1);
});
