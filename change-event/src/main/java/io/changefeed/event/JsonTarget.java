/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

/** Receives the tokens of a JSON value and writes them as text or as nested maps and lists. */
interface JsonTarget {
    void startObject();

    void endObject();

    void startArray();

    void endArray();

    /** Writes the name of the next value of the object. */
    void name(String name);

    void text(String text);

    /** Writes a decimal number as exactly as the target can represent it. */
    void number(String digits);

    void number(long number);

    void bool(boolean value);

    /** Writes a value that is JSON already. */
    void json(JsonSlice value);

    void nul();
}
