/* SPDX-License-Identifier: Apache-2.0 */
/** What only DynamoDB can say about a configuration: {@code validate.remote}. */
@NullMarked
package io.changefeed.source.validation;

import org.jspecify.annotations.NullMarked;
