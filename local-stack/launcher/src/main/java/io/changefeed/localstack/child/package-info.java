/* SPDX-License-Identifier: Apache-2.0 */
/** What runs inside the processes that the local stack starts. Depends on the JDK and on what the process brings. */
@NullMarked
package io.changefeed.localstack.child;

import org.jspecify.annotations.NullMarked;
