/* SPDX-License-Identifier: Apache-2.0 */
/** The AWS clients of the connector. */
@NullMarked
package io.changefeed.source.aws;

import org.jspecify.annotations.NullMarked;
