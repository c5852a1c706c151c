/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.source.validation;

import io.changefeed.source.config.TablesConfig;

/**
 * Why a configuration would not work.
 *
 * @param property that is to be changed, or whose value names what is to be changed
 * @param reason with what to do
 * @param general whether it concerns every call, so that asking on makes no sense
 */
record Problem(String property, String reason, boolean general) {

    static Problem ofTables(String property, String reason) {
        return new Problem(property, reason, false);
    }

    static Problem ofAll(String property, String reason) {
        return new Problem(
                property,
                reason + " With '" + TablesConfig.VALIDATE_REMOTE + "=false' the validation does not ask DynamoDB.",
                true);
    }
}
