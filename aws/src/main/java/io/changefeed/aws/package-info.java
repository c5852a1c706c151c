/* SPDX-License-Identifier: Apache-2.0 */
/** Access to AWS: region, endpoint, credentials, classification of errors, and conversion of attribute values. */
@NullMarked
package io.changefeed.aws;

import org.jspecify.annotations.NullMarked;
