/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.connector;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.Test;

class DaemonThreadsTest {
    @Test
    void threadsAreDaemonsWithTheGivenNames() {
        ThreadFactory named = DaemonThreads.named("reader");
        ThreadFactory numbered = DaemonThreads.numbered("reader-");

        assertThat(named.newThread(() -> {}).isDaemon()).isTrue();
        assertThat(named.newThread(() -> {}).getName()).isEqualTo("reader");
        assertThat(numbered.newThread(() -> {}).isDaemon()).isTrue();
        assertThat(numbered.newThread(() -> {}).getName()).isEqualTo("reader-2");
    }
}
