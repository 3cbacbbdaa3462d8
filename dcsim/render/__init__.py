"""Results for people and programs: text, a JSON document, pictures. Returns them; printing is elsewhere."""
