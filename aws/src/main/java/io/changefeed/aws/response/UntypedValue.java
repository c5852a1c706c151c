/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.aws.response;

/** What an attribute value <code>{}</code>, without a type, means in the image of a stream record. */
public enum UntypedValue {
    /** Nothing: it is an error. */
    INVALID,
    /** An empty map: DynamoDB Local 3.3.1 writes it without its type. */
    EMPTY_MAP
}
