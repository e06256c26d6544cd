-- Where an account was used before is asked at every sign-in, and some accounts sign in all day.
create index sessions_places on users.sessions (user_id, address, device);
