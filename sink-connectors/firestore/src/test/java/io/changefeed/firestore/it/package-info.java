/* SPDX-License-Identifier: Apache-2.0 */
/** Tests of the sink in a Connect worker, with broker, source connector and DynamoDB Local. */
@NullMarked
package io.changefeed.firestore.it;

import org.jspecify.annotations.NullMarked;
