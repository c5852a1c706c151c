/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

/** The type of a key attribute, with the name that DynamoDB uses. */
public enum KeyType {
    S,
    N,
    B
}
