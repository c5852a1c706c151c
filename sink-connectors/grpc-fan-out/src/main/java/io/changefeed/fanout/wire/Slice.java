/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.fanout.wire;

/** Some bytes of an array that nobody changes. */
record Slice(byte[] bytes, int from, int length) {
    static Slice of(byte[] bytes) {
        return new Slice(bytes, 0, bytes.length);
    }
}
