/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.readmodel.row;

/**
 * The source item that a change is about, among those of all tables. Only changes of one owner have orders that can be
 * compared.
 *
 * @param id up to 64 ASCII letters, digits, hyphens and underscores; different for different items
 */
public record Owner(String id) implements Comparable<Owner> {
    @Override
    public int compareTo(Owner other) {
        return id.compareTo(other.id);
    }
}
