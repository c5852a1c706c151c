/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator.stream;

/** The images that the records of a stream contain, named as in DynamoDB. */
public enum ViewType {
    KEYS_ONLY,
    NEW_IMAGE,
    OLD_IMAGE,
    NEW_AND_OLD_IMAGES;

    public boolean hasOldImage() {
        return this == OLD_IMAGE || this == NEW_AND_OLD_IMAGES;
    }

    public boolean hasNewImage() {
        return this == NEW_IMAGE || this == NEW_AND_OLD_IMAGES;
    }
}
