-- Reasons began with the name of a Java class.
update platform.dead_letters
   set reason = coalesce(nullif(regexp_replace(reason, '^([A-Za-z_0-9]+\.)+[A-Za-z_0-9$]+(: )?', ''), ''), 'unknown')
 where reason ~ '^([A-Za-z_0-9]+\.)+[A-Za-z_0-9$]+(: |$)';
