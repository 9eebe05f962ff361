DROP TABLE proxies;
DROP TABLE attendances;
DROP TABLE agenda_items;
DROP TABLE assemblies;
