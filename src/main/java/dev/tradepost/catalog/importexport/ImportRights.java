package dev.tradepost.catalog.importexport;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import dev.tradepost.catalog.importexport.ProductUpsert.Importer;
import dev.tradepost.platform.job.JobFailed;
import dev.tradepost.platform.job.JobRun;
import dev.tradepost.platform.security.AccountDirectory;
import dev.tradepost.platform.security.Roles;

/** The rights of the uploader of a file. Rights that were withdrawn after the upload count from the next batch on. */
@ApplicationScoped
class ImportRights {

    private final AccountDirectory accounts;

    ImportRights(AccountDirectory accounts) {
        this.accounts = accounts;
    }

    /**
     * To be asked in the transaction of each batch.
     *
     * @throws JobFailed if they may not import any more
     */
    Importer importer(JobRun job) {
        Optional<String> role = accounts.roleOf(job.ownerId());
        boolean admin = role.filter(Roles.ADMIN::equals).isPresent();
        if (!admin && role.filter(Roles.SELLER::equals).isEmpty()) {
            throw new JobFailed("Stopped: the account that uploaded the file may not import products any more");
        }
        return new Importer(job.ownerId(),
                admin && ProductImport.ALL.equals(job.parameters().get(ProductImport.PRODUCTS)));
    }
}
