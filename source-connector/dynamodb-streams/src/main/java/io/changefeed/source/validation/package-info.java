/* SPDX-License-Identifier: Apache-2.0 */
/** The validation of a configuration against DynamoDB: {@code validate.remote}. */
@NullMarked
package io.changefeed.source.validation;

import org.jspecify.annotations.NullMarked;
