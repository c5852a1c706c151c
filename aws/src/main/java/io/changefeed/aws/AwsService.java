/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

/** A service of AWS whose endpoint can be configured. */
public enum AwsService {
    DYNAMODB("DynamoDB"),
    DYNAMODB_STREAMS("DynamoDB Streams");

    private final String title;

    AwsService(String title) {
        this.title = title;
    }

    /** Returns the name of the service in messages. */
    String title() {
        return title;
    }
}
