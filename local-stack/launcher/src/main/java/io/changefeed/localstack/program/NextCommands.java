/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.localstack.program;

import io.changefeed.localstack.LocalStack;

/**
 * Commands that a user of the demo can try next. They contain the addresses of the stack and can be pasted unchanged.
 */
record NextCommands(LocalStack stack, String connector, String topic) {
    String text() {
        return """
                # Try in another terminal. Read the topic:
                kcat -C -b %1$s -t %4$s -X isolation.level=read_committed
                # Show the status and the offsets of the connector:
                curl -s %2$s/connectors/%5$s/status
                curl -s %2$s/connectors/%5$s/offsets
                # Write an item:
                AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local aws dynamodb put-item --endpoint-url %3$s \\
                  --region us-east-1 --table-name orders \\
                  --item '{"customer_id":{"S":"you"},"order_id":{"S":"1"},"total":{"N":"9.90"}}'
                # Change events follow, one per second. Press Ctrl-C to stop everything.""".formatted(
                        stack.broker().bootstrapServers(),
                        stack.worker().address(),
                        stack.dynamoDb().endpoint(),
                        topic,
                        connector);
    }
}
