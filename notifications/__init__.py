"""The post office: letters, PDF, mail and reminders. Hears of moves; knows grants and workflows."""
