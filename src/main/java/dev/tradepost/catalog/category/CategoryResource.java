package dev.tradepost.catalog.category;

import java.util.UUID;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.transaction.Transactional;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;

import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.extensions.Extension;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.ResponseStatus;
import org.jspecify.annotations.Nullable;

import com.fasterxml.jackson.databind.annotation.JsonDeserialize;

import io.smallrye.common.annotation.RunOnVirtualThread;

import dev.tradepost.kernel.Problem;
import dev.tradepost.platform.audit.Audit;
import dev.tradepost.platform.security.Roles;
import dev.tradepost.platform.web.Envelope;
import dev.tradepost.platform.web.OpenApiAnswers;
import dev.tradepost.platform.web.Paragraphs;
import dev.tradepost.platform.web.PublicRead;

@Path("/categories")
@Tag(name = "Catalogue")
@RunOnVirtualThread
class CategoryResource {

    private final Categories categories;
    private final Audit audit;

    CategoryResource(Categories categories, Audit audit) {
        this.categories = categories;
        this.audit = audit;
    }

    /** @param slug made of the name when left out */
    public record CategoryRequest(@NotBlank @Size(min = 2, max = 100) String name,
            @Size(max = 100) @Pattern(regexp = Slug.PATTERN, message = "must be lower case letters, digits and single dashes") @Nullable String slug,
            @Nullable UUID parentId,
            @Size(max = 2000) @JsonDeserialize(using = Paragraphs.class) @Nullable String description) {}

    public record CategoryView(UUID id, String name, String slug, @Nullable UUID parentId,
            @Nullable String description) {}

    @GET
    @PublicRead
    @PermitAll
    @Operation(summary = "Show the category tree with product counts")
    public Envelope<CategoryTree> tree() {
        return Envelope.of(CategoryTree.of(categories.withProductCounts()));
    }

    @POST
    @RolesAllowed(Roles.ADMIN)
    @Transactional
    @Extension(name = OpenApiAnswers.STATUS, value = "201")
    @Extension(name = OpenApiAnswers.PROBLEMS, value = "409 slug_taken")
    @ResponseStatus(201)
    @Operation(summary = "Add a category")
    public Envelope<CategoryView> add(CategoryRequest request) {
        String slug = request.slug() == null ? Slug.of(request.name()) : request.slug();
        if (slug.isEmpty()) {
            throw Problem.Invalid.field("/slug", "required", "is required, as none can be made of this name");
        }
        CategoryView added = categories.add(request.name(), slug, request.parentId(), request.description()).view();
        audit.record(Audit.Event.of("category.created", "category", added.id()));
        return Envelope.of(added);
    }
}
