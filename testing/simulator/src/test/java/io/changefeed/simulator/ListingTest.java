/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.simulator;

import static io.changefeed.simulator.Items.item;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.changefeed.simulator.stream.Listing;
import io.changefeed.simulator.stream.Listing.ShardFilter;
import io.changefeed.simulator.stream.ListingDelay;
import io.changefeed.simulator.stream.Rotation;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.Shard;

class ListingTest {
    @RegisterExtension
    final Stage stage = new Stage();

    @Test
    void shardIdsHaveDynamoDbsForm() {
        assertThat(stage.shard()).matches("shardId-[0-9]{20}-[0-9a-f]{8}");
    }

    @Test
    void rotatedShardHasOneChildAndAnEnd() {
        String parent = stage.shard();
        String child = stage.orders.rotate(parent);

        List<Shard> shards = stage.describe().shards();
        assertThat(shards).extracting(Shard::shardId).containsExactly(parent, child);
        assertThat(shards.get(0).sequenceNumberRange().endingSequenceNumber()).isNotNull();
        assertThat(shards.get(1).parentShardId()).isEqualTo(parent);
        assertThat(shards.get(1).sequenceNumberRange().endingSequenceNumber()).isNull();
    }

    @Test
    void listingHasPagesOfAHundred() {
        IntStream.range(0, 249).forEach(i -> stage.orders.rotateAll());

        assertThat(stage.listingPages()).containsExactly(100, 100, 50);
    }

    @Test
    void thirtyThousandShardsAreListed() {
        stage.orders.addGoneShards(29_999);

        List<Integer> pages = stage.listingPages();

        assertThat(pages).isEqualTo(Collections.nCopies(300, 100));
    }

    @Test
    void listedShardCanBeExpired() {
        stage.orders.addGoneShards(1);
        Shard gone = stage.describe().shards().get(0);

        assertThatThrownBy(() -> stage.trimHorizon(gone.shardId())).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void trimmedShardsCanStayListed() {
        stage.orders.listing(Listing.PROMPT.withTrimmedShards(true));
        String parent = stage.shard();
        stage.orders.rotate(parent);
        stage.simulator.advance(Duration.ofHours(25));

        assertThat(stage.describe().shards()).hasSize(2);
        assertThatThrownBy(() -> stage.trimHorizon(parent)).isInstanceOf(ResourceNotFoundException.class);
    }

    @Test
    void childrenAreFoundByTheShardFilter() {
        String root = stage.shard();
        List<String> children = stage.orders.split(root);
        stage.orders.rotate(children.get(0));

        assertThat(stage.children(root)).extracting(Shard::shardId).isEqualTo(children);
        assertThat(stage.children(children.get(1))).isEmpty();
    }

    @Test
    void shardFilterCanBeIgnored() {
        stage.orders.listing(Listing.PROMPT.withFilter(ShardFilter.IGNORED));
        String root = stage.shard();
        stage.orders.rotate(root);

        assertThat(stage.children(root)).hasSize(2);
    }

    @Test
    void shardFilterCanBeRejected() {
        stage.orders.listing(Listing.PROMPT.withFilter(ShardFilter.REFUSED));

        assertThatThrownBy(() -> stage.children(stage.shard()))
                .isInstanceOfSatisfying(
                        AwsServiceException.class,
                        e -> assertThat(e.awsErrorDetails().errorCode()).isEqualTo("ValidationException"));
    }

    @Test
    void childrenCanStayUnlistedForSomeCalls() {
        stage.orders.listing(Listing.PROMPT.withChildren(ListingDelay.ofCalls(2)));
        String root = stage.shard();
        String child = stage.orders.rotate(root);

        assertThat(stage.children(root)).isEmpty();
        assertThat(stage.describe().shards()).hasSize(1);
        assertThat(stage.children(root)).extracting(Shard::shardId).containsExactly(child);
    }

    @Test
    void childrenCanStayUnlistedForSomeTime() {
        stage.orders.listing(Listing.PROMPT.withChildren(ListingDelay.of(Duration.ofMinutes(5))));
        String root = stage.shard();
        stage.orders.rotate(root);

        assertThat(stage.children(root)).isEmpty();
        stage.simulator.advance(Duration.ofMinutes(5));
        assertThat(stage.children(root)).hasSize(1);
    }

    @Test
    void siblingCanBeListedLate() {
        stage.orders.listing(Listing.PROMPT.withSiblings(ListingDelay.ofCalls(1)));
        String root = stage.shard();
        stage.orders.split(root);

        assertThat(stage.children(root)).hasSize(1);
        assertThat(stage.children(root)).hasSize(2);
    }

    @Test
    void finishedParentCanBeListedAsOpen() {
        stage.orders.listing(Listing.PROMPT.withEndings(ListingDelay.ofCalls(1)));
        String root = stage.shard();
        stage.orders.rotate(root);

        assertThat(endings()).containsOnlyNulls();
        assertThat(stage.read(stage.trimHorizon(root)).nextShardIterator()).isNull();
        assertThat(endings().get(0)).isNotNull();
    }

    @Test
    void shardsRotateAndSplitAutomatically() {
        stage.orders.rotation(Rotation.every(3).splittingEvery(2));
        for (int i = 0; i < 6; i++) {
            stage.orders.put(item("a", i));
        }

        assertThat(stage.describe().shards()).hasSize(4);
        assertThat(stage.orders.report().open()).hasSize(2);
    }

    private List<String> endings() {
        return stage.describe().shards().stream()
                .map(shard -> shard.sequenceNumberRange().endingSequenceNumber())
                .toList();
    }
}
