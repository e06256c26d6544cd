package dev.tradepost.catalog.category;

import java.util.HexFormat;
import java.util.Optional;
import java.util.UUID;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PATCH;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponseSchema;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;

import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.common.annotation.RunOnVirtualThread;
import io.smallrye.mutiny.Uni;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.audit.AuditEvent;
import dev.tradepost.platform.crypto.Sha256;
import dev.tradepost.platform.http.Envelope;
import dev.tradepost.platform.http.Envelope.Done;
import dev.tradepost.platform.http.OnEventLoop;
import dev.tradepost.platform.http.Preconditions;
import dev.tradepost.platform.http.PublicRead;
import dev.tradepost.platform.json.Paragraphs;
import dev.tradepost.platform.json.ParagraphsOrNull;
import dev.tradepost.platform.json.UuidOrNull;
import dev.tradepost.platform.security.Roles;

@Path("/categories")
class CategoryResource {

    private final Categories categories;
    private final CategoryReader reader;
    private final CategoryCache cache;
    private final Preconditions preconditions;
    private final Audit audit;

    CategoryResource(Categories categories, CategoryReader reader, CategoryCache cache, Preconditions preconditions,
            Audit audit) {
        this.categories = categories;
        this.reader = reader;
        this.cache = cache;
        this.preconditions = preconditions;
        this.audit = audit;
    }

    /** @param slug derived from the name when left out */
    public record CategoryRequest(
            @NotBlank @Size(min = 2, max = 100) String name,
            @Size(max = 100) @Pattern(regexp = Slug.PATTERN, message = Slug.RULE) @Nullable String slug,
            @Nullable UUID parentId,
            @Size(max = 2000) @JsonDeserialize(using = Paragraphs.class) @Nullable String description) {}

    /** Fields that are left out keep their value. */
    @SuppressWarnings("NullableOptional") // null: left out; empty: null
    public record CategoryChange(
            @Size(min = 2, max = 100) @Pattern(regexp = ".*\\S.*", message = "must not be blank") @Nullable String name,
            @Size(max = 100) @Pattern(regexp = Slug.PATTERN, message = Slug.RULE) @Nullable String slug,
            @Schema(type = SchemaType.STRING, format = "uuid") @JsonDeserialize(using = UuidOrNull.class) @Nullable Optional<UUID> parentId,
            @Schema(type = SchemaType.STRING) @JsonDeserialize(using = ParagraphsOrNull.class) @Nullable Optional<@Size(max = 2000) String> description) {}

    public record CategoryView(UUID id,
            String name,
            String slug,
            @Nullable UUID parentId,
            @Nullable String description) {}

    /** For the OpenAPI document: the response itself is cached as bytes. */
    public record CategoryTreeAnswer(boolean success, CategoryTree data) {}

    @GET
    @PublicRead
    @PermitAll
    @NonBlocking
    @Produces(MediaType.APPLICATION_JSON)
    @APIResponseSchema(value = CategoryTreeAnswer.class, responseCode = "200")
    public Uni<byte[]> tree() {
        byte[] tree = cache.treeIfPresent();
        return tree != null ? Uni.createFrom().item(tree) : OnEventLoop.of(cache::tree);
    }

    @GET
    @RunOnVirtualThread
    @Path("/{categoryId}")
    @PublicRead
    @PermitAll
    public Envelope<CategoryDetail> read(@PathParam("categoryId") String categoryId) {
        CategoryReader.VersionedCategory category = reader.read(categoryId)
                .orElseThrow(() -> new Problem.NotFound("Category"));
        preconditions.shows(category.version(),
                HexFormat.of().formatHex(Sha256.of(category.detail().toString()), 0, 8));
        return Envelope.of(category.detail());
    }

    @POST
    @RunOnVirtualThread
    @RolesAllowed(Roles.ADMIN)
    @Transactional
    @ResponseStatus(201)
    public Envelope<CategoryView> add(CategoryRequest request) {
        String slug = request.slug() == null ? Slug.of(request.name()) : request.slug();
        if (!Slug.isValid(slug)) {
            throw Problem.Invalid.field("/slug", "required", "is required: none can be derived from this name");
        }
        Category added = categories.add(request.name(), slug, request.parentId(), request.description());
        audit.record(AuditEvent.of("category.created", "category", added.id()));
        return shown(added);
    }

    @PATCH
    @RunOnVirtualThread
    @Path("/{categoryId}")
    @RolesAllowed(Roles.ADMIN)
    @Transactional
    public Envelope<CategoryView> change(@PathParam("categoryId") UUID categoryId, CategoryChange change) {
        if (change.parentId() != null) {
            categories.lockTree();
        }
        Category category = categories.lock(categoryId);
        preconditions.requireMatch(category.version());
        categories.change(category, change);
        audit.record(AuditEvent.of("category.changed", "category", categoryId));
        return shown(category);
    }

    @DELETE
    @RunOnVirtualThread
    @Path("/{categoryId}")
    @RolesAllowed(Roles.ADMIN)
    @Transactional
    public Done remove(@PathParam("categoryId") UUID categoryId) {
        Category category = categories.lock(categoryId);
        preconditions.requireMatch(category.version());
        categories.remove(category);
        audit.record(AuditEvent.of("category.deleted", "category", categoryId));
        return Envelope.done("Category removed");
    }

    private Envelope<CategoryView> shown(Category category) {
        preconditions.shows(category.version());
        return Envelope.of(category.view());
    }
}
