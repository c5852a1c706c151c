/* SPDX-License-Identifier: Apache-2.0 */
/** How the connector reaches AWS: region, endpoint, credentials. */
@NullMarked
package io.changefeed.source.aws;

import org.jspecify.annotations.NullMarked;
