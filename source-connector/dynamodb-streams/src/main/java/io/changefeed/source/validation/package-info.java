/* SPDX-License-Identifier: Apache-2.0 */
/** Validation of a configuration against DynamoDB: {@code validate.remote}. */
@NullMarked
package io.changefeed.source.validation;

import org.jspecify.annotations.NullMarked;
