/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

/** Takes a JSON value piece by piece, as text or as nested maps and lists. */
interface JsonTarget {
    void startObject();

    void endObject();

    void startArray();

    void endArray();

    /** The name of the object's next value. */
    void name(String name);

    void text(String text);

    /** A decimal number, kept as exactly as the target can. */
    void number(String digits);

    void bool(boolean value);

    void nul();
}
