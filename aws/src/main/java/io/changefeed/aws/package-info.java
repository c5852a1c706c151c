/* SPDX-License-Identifier: Apache-2.0 */
/** How connectors reach DynamoDB: region, endpoint, credentials; and its values as item values and back, without loss. */
@NullMarked
package io.changefeed.aws;

import org.jspecify.annotations.NullMarked;
