/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

/** The three types that a key attribute can have, named as in DynamoDB. */
public enum KeyType {
    S,
    N,
    B
}
