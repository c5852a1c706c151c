/* SPDX-License-Identifier: Apache-2.0 */
package io.changefeed.databases;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/** Unpacks the server programs from artifacts of Maven Central. */
final class Archives {
    private static final Set<PosixFilePermission> PERMISSIONS = EnumSet.of(
            PosixFilePermission.OWNER_READ,
            PosixFilePermission.OWNER_WRITE,
            PosixFilePermission.OWNER_EXECUTE,
            PosixFilePermission.GROUP_READ,
            PosixFilePermission.GROUP_EXECUTE,
            PosixFilePermission.OTHERS_READ,
            PosixFilePermission.OTHERS_EXECUTE);

    private Archives() {}

    /** Unpacks a tar archive, compressed with xz, that is a resource on the class path. */
    static void unpackTar(String resource, Path folder) {
        try (InputStream file = requireResource(resource);
                TarArchiveInputStream tar =
                        new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(file)))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                unpack(tar, entry, folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path folder) throws IOException {
        Path path = folder.resolve(entry.getName()).normalize();
        if (entry.isDirectory()) {
            Files.createDirectories(path);
        } else if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(path, Path.of(entry.getLinkName()));
        } else {
            Files.createDirectories(path.getParent());
            Files.copy(tar, path);
            Files.setPosixFilePermissions(path, PERMISSIONS);
        }
    }

    /** Unpacks the files below {@code root} in a jar on the class path whose names start with one of these prefixes. */
    static void unpackJar(String root, List<String> prefixes, Path folder) {
        // A zip file system takes ten times as long.
        try (ZipFile jar = new ZipFile(jarOf(root).toFile())) {
            for (ZipEntry entry : Collections.list(jar.entries())) {
                String name = entry.getName();
                if (!entry.isDirectory()
                        && prefixes.stream().anyMatch(prefix -> name.startsWith(root + "/" + prefix))) {
                    Path path =
                            folder.resolve(name.substring(root.length() + 1)).normalize();
                    Files.createDirectories(path.getParent());
                    Files.copy(jar.getInputStream(entry), path);
                    Files.setPosixFilePermissions(path, PERMISSIONS);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static InputStream requireResource(String resource) {
        InputStream stream = Archives.class.getClassLoader().getResourceAsStream(resource);
        if (stream == null) {
            throw new DatabaseException(resource + " is not on the class path", null);
        }
        return stream;
    }

    private static Path jarOf(String resource) {
        return Archives.class
                .getClassLoader()
                .resources(resource)
                .map(url -> url.toString().replaceFirst("^jar:", "").split("!", 2)[0])
                .map(jar -> Path.of(URI.create(jar)))
                .findFirst()
                .orElseThrow(() -> new DatabaseException(resource + " is not on the class path", null));
    }
}
