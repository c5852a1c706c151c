/* SPDX-License-Identifier: Apache-2.0 */
/** Validation of a configuration against DynamoDB ({@code validate.remote}), and of transforms against heartbeats. */
@NullMarked
package io.changefeed.source.validation;

import org.jspecify.annotations.NullMarked;
