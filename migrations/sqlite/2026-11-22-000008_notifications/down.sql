DROP TABLE notification_preferences;
DROP TABLE deliveries;
DROP TABLE notifications;
