/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws;

/** Where the AWS SDK loads credentials from. */
enum CredentialsSource {
    DEFAULT_CHAIN(AwsConfig.ACCESS_KEY_ID, "The AWS SDK found no valid credentials"),
    PROFILE(AwsConfig.PROFILE, "The credentials of the profile cannot be loaded"),
    ROLE(AwsConfig.STS_ROLE_ARN, "The role cannot be assumed");

    private final String property;
    private final String failure;

    CredentialsSource(String property, String failure) {
        this.property = property;
        this.failure = failure;
    }

    /** The property to correct if no credentials can be loaded from this source. */
    String property() {
        return property;
    }

    /** What has failed, without a period. */
    String failure() {
        return failure + " ('" + property + "')";
    }
}
