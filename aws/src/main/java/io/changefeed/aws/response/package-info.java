/* SPDX-License-Identifier: Apache-2.0 */
/** Responses of DynamoDB that are parsed from their bytes, without the model objects of the AWS SDK. */
@NullMarked
package io.changefeed.aws.response;

import org.jspecify.annotations.NullMarked;
