/* SPDX-License-Identifier: Apache-2.0 */
/** The sink in a Connect worker, with broker, source connector and DynamoDB Local. */
@NullMarked
package io.changefeed.readmodel.it;

import org.jspecify.annotations.NullMarked;
