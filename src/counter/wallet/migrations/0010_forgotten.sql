-- What was given for a request that names nobody any more: that something was given stays, not by whom nor what it was called.
grant update (document_id, name) on wallet.handover to traboule_app;
