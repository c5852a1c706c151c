/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.event;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DroppedImagesTest {

    @Test
    void droppedImagesAreRecordedInTheSource() {
        assertDropped(TestEvents.modify().withoutBefore(), Optional.of(DroppedImages.BEFORE));
        assertDropped(TestEvents.modify().withoutImages(), Optional.of(DroppedImages.BOTH));
        assertDropped(TestEvents.insert().withoutImages(), Optional.of(DroppedImages.AFTER));
        assertDropped(TestEvents.expiry().withoutImages(), Optional.of(DroppedImages.BEFORE));
        assertThat(TestEvents.modify().withoutBefore().after())
                .isEqualTo(TestEvents.modify().after());
        assertThat(TestEvents.modify().withoutImages().after()).isEmpty();
    }

    @Test
    void missingImagesDoNotCountAsDropped() {
        assertThat(TestEvents.insert().withoutBefore()).isEqualTo(TestEvents.insert());
        assertThat(TestEvents.keysOnlyModify().withoutImages()).isEqualTo(TestEvents.keysOnlyModify());
    }

    @Test
    void droppingImagesChangesNoOtherFields() {
        ChangeEvent reduced = TestEvents.modify().withoutImages();

        assertThat(reduced.operation()).isEqualTo(Operation.MODIFY);
        assertThat(reduced.key()).isEqualTo(TestEvents.KEY);
        assertThat(reduced.time()).isEqualTo(TestEvents.modify().time());
        assertThat(reduced.source())
                .usingRecursiveComparison()
                .ignoringFields("droppedImages")
                .isEqualTo(TestEvents.stream());
    }

    /** The view type and the operation determine which images a record should have. */
    @Test
    void droppedImagesAreInferredFromLambdaJson() {
        LambdaJsonReader reader = new LambdaJsonReader("1.2.3", "cdc", 1L);
        for (ChangeEvent reduced : List.of(
                TestEvents.modify().withoutBefore(),
                TestEvents.modify().withoutImages(),
                TestEvents.insert().withoutImages(),
                TestEvents.expiry().withoutImages())) {
            assertThat(reader.read(LambdaEvent.json(List.of(reduced))))
                    .extracting(event -> event.source().droppedImages())
                    .containsExactly(reduced.source().droppedImages());
        }
    }

    private static void assertDropped(ChangeEvent event, Optional<DroppedImages> dropped) {
        assertThat(event.source().droppedImages()).isEqualTo(dropped);
        assertThat(event.before()).isEmpty();
    }
}
